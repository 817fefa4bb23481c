import { Lifecycle, type LifecycleOptions } from "../../../src/core/mod.ts";
import { attach, type Attachment, type AttachOptions } from "../../../src/host/mod.ts";
import {
  type FakePlatform,
  fakePlatform,
  type FakePlatformOptions,
  type HandClock,
  handClock,
  type Recorder,
  recorder,
} from "../../../src/testing/mod.ts";

export interface World {
  readonly clock: HandClock;
  readonly platform: FakePlatform;
}

export interface AttachedLife extends World {
  readonly life: Lifecycle;
  readonly recorded: Recorder;
  readonly attachment: Attachment;
}

export interface AttachedLifeOptions extends LifecycleOptions, AttachOptions {
  readonly fake?: FakePlatformOptions;
}

/** A fake process whose timers a hand clock moves. */
export function world(fake: FakePlatformOptions = {}): World {
  const clock = handClock();
  return { clock, platform: fakePlatform({ clock, ...fake }) };
}

/** A life that is ready and attached to a fake process, or to that of another life. */
export function attachedLife(
  options: AttachedLifeOptions = {},
  given: World = world(options.fake),
): AttachedLife {
  const { clock, platform } = given;
  const life = new Lifecycle({ graceMs: 10_000, ...options, clock });
  const recorded = recorder(life);
  const attachment = attach(life, platform, { report: false, ...options });
  life.ready();
  return { clock, platform, life, recorded, attachment };
}

/** A hook that never ends. */
export function stuck(): Promise<never> {
  return new Promise(() => {});
}
