import { type Channel, channel, VERSION } from "../channel/mod.ts";
import type { Lifecycle, Release } from "../core/mod.ts";

/**
 * Publishes each event of a life on the channel of its name, `quiesce:state.changed` and so on, as
 * what the event tells with `version` and `life` besides, until released.
 */
export function publishEvents(life: Lifecycle): Release {
  const channels = new Map<string, Channel>();
  const channelOf = (type: string): Channel => {
    const known = channels.get(type) ?? channel(type);
    channels.set(type, known);
    return known;
  };
  return life.on("*", ({ type, detail }) => {
    const found = channelOf(type);
    if (found.hasSubscribers) found.publish({ version: VERSION, life, ...detail });
  });
}
