import { type Finding, findingsOf, type Level, type Rule } from "./finding.ts";
import type { Budget } from "./model/budget.ts";
import { type Manifests, manifestsOf } from "./model/manifests.ts";
import { namesOf } from "./model/workload.ts";
import { RULES } from "./rule/mod.ts";
import { type Image, isDockerfile, readDockerfile } from "./source/dockerfile.ts";
import { readYaml, type Unread } from "./source/read-yaml.ts";
import type { Position, Spot } from "./source/spot.ts";

/** The tag of a result. The number changes when an older reader would misunderstand it. */
export const CHECK_FORMAT = "quiesce-check/1";

/** A text to look at. */
export interface ManifestFile {
  /** How it is called in the result. */
  readonly file: string;
  readonly text: string;
  /** Default: by its name. */
  readonly isDockerfile?: boolean;
}

/** What it is held against, and what is left out. */
export interface CheckOptions {
  readonly budgets?: readonly Budget[];
  /** Ids of rules that are not asked. */
  readonly ignored?: readonly string[];
  /** The least level that is told. Default: `warning`. */
  readonly level?: Level;
}

/** One thing that was looked at. */
export interface Checked extends Position {
  readonly subject: string;
}

/** What was found. */
export interface CheckResult {
  readonly format: typeof CHECK_FORMAT;
  /** What was looked at: workloads, services, images. */
  readonly checked: readonly Checked[];
  /** By file, then by line. */
  readonly findings: readonly Finding[];
  /** What could not be read. */
  readonly unread: readonly Unread[];
  /** What could not be judged, and why. */
  readonly notes: readonly string[];
}

/** Looks at all files together. Never throws for what they hold. */
export function checkManifests(
  files: readonly ManifestFile[],
  { budgets = [], ignored = [], level = "warning" }: CheckOptions = {},
): CheckResult {
  const { documents, images, unread } = readAll(files);
  const manifests = manifestsOf(documents, images, budgets);
  const rules = RULES.filter(({ id }) => !ignored.includes(id));
  const findings = rules.flatMap((rule: Rule) => findingsOf(rule, manifests))
    .filter((finding) => level === "warning" || finding.level === "error");
  const order = new Map(files.map(({ file }, at) => [file, at]));
  const placeOf = ({ file }: Finding): number => order.get(file) ?? 0;
  return {
    format: CHECK_FORMAT,
    checked: checkedOf(manifests),
    findings: findings.toSorted((a, b) =>
      placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column
    ),
    unread,
    notes: notesOf(manifests, budgets),
  };
}

interface ReadFiles {
  readonly documents: readonly Spot[];
  readonly images: readonly Image[];
  readonly unread: readonly Unread[];
}

function readAll(files: readonly ManifestFile[]): ReadFiles {
  const documents: Spot[] = [];
  const images: Image[] = [];
  const unread: Unread[] = [];
  for (const { file, text, isDockerfile: isImage = isDockerfile(file) } of files) {
    if (isImage) {
      const image = readDockerfile(file, text);
      if (image) images.push(image);
      else {unread.push({
          file,
          line: 1,
          column: 1,
          message: "Cannot read the Dockerfile: it has no FROM",
        });}
      continue;
    }
    const read = readYaml(file, text);
    documents.push(...read.documents);
    unread.push(...read.unread);
  }
  return { documents, images, unread };
}

function checkedOf({ workloads, services, images }: Manifests): readonly Checked[] {
  return [
    ...[...workloads, ...services].map(({ label, spot: { file, line, column } }) => ({
      subject: label,
      file,
      line,
      column,
    })),
    ...images.map(({ file }) => ({ subject: "image", file, line: 1, column: 1 })),
  ];
}

function notesOf(
  { workloads, services }: Manifests,
  budgets: readonly Budget[],
): readonly string[] {
  const subjects = [...workloads, ...services];
  if (subjects.length === 0) return [];
  if (budgets.length === 0) {
    return [
      "No budget was given, so that nobody knows whether the service fits into its time: " +
      "see --budget",
    ];
  }
  return budgets.flatMap((budget) => noteOf(budget, subjects) ?? []);
}

type Subject = Manifests["workloads"][number] | Manifests["services"][number];

function noteOf(budget: Budget, subjects: readonly Subject[]): string | undefined {
  const { service } = budget.identity;
  const isNamed = service !== undefined &&
    subjects.some((subject) => namesOfSubject(subject).includes(service));
  const isHeld = subjects.some((subject) => budgetsOf(subject).includes(budget));
  if (isNamed && isHeld) return undefined;
  if (isNamed) {
    return `All that is called "${service}" has a budget of its own already, so that this one is held against nothing`;
  }
  const name = service === undefined
    ? "The budget names no service"
    : `Nothing is called "${service}"`;
  return `${name}, so that its budget is held against ${isHeld ? "all there is" : "nothing"}`;
}

function namesOfSubject(subject: Subject): readonly string[] {
  return "containers" in subject ? namesOf(subject) : [subject.name];
}

function budgetsOf(subject: Subject): readonly (Budget | undefined)[] {
  return "containers" in subject
    ? subject.containers.map(({ budget }) => budget)
    : [subject.budget];
}
