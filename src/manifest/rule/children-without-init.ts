import type { Rule } from "../finding.ts";
import { hasInit } from "../launch/unwrap.ts";
import type { Instruction } from "../source/dockerfile.ts";
import { COMPOSE, DOCKERFILE, KUBERNETES } from "./source.ts";

const BROWSERS = /puppeteer|playwright|browserless|chromium|google-chrome/i;

/** Images that start an init themselves. */
const WITH_INIT = /(^|\/)selen(ium|iarm)\//i;

function bringsBrowser(image: string): boolean {
  return BROWSERS.test(image) && !WITH_INIT.test(image);
}

/** Whether a line installs one; to be told not to is no such thing. */
function installsBrowser({ name, rest }: Instruction): boolean {
  return name === "RUN" && BROWSERS.test(rest) && !/SKIP_(\w+_)?DOWNLOAD/.test(rest);
}

/** A program that starts many others needs a first process that buries them. */
export const childrenWithoutInit: Rule = {
  id: "children-without-init",
  level: "warning",
  title: "a browser runs below a first process that buries no children",
  why:
    "Orphans become children of the first process of the container. A service does not wait for " +
    "them, so they stay as zombies until no process can be started any more.",
  sources: [
    `${COMPOSE}#init`,
    `${DOCKERFILE}#entrypoint`,
    `${KUBERNETES}/tasks/configure-pod-container/share-process-namespace/`,
  ],
  *find({ workloads, services, images }) {
    for (const { containers, pod, label } of workloads) {
      if (pod.at("shareProcessNamespace").value === true) continue;
      for (const { image, words = [], spot } of containers) {
        if (!bringsBrowser(image) || hasInit(words)) continue;
        const what = `the image "${image}" brings a browser, and nothing buries its processes`;
        yield { at: spot.at("image"), subject: label, what, fix: "shareProcessNamespace: true" };
      }
    }
    for (const { image, words = [], spot, label } of services) {
      if (!bringsBrowser(image) || hasInit(words) || spot.at("init").value === true) continue;
      const what = `the image "${image}" brings a browser, and nothing buries its processes`;
      yield { at: spot.at("image"), subject: label, what, fix: "init: true" };
    }
    for (const { instructions, words = [] } of images) {
      const at = instructions.find(installsBrowser);
      if (!at || hasInit(words)) continue;
      const what = "a browser is installed, and the first process is no init";
      const fix = 'ENTRYPOINT ["tini", "--"], with tini installed';
      yield { at: { ...at, path: at.name }, subject: "image", what, fix };
    }
  },
};
