/** How good something is, to the eye. It is never the only sign: a word always says it too. */
export type Tone = "good" | "calm" | "warn" | "bad" | "broken" | "muted";

/** A word and how good it is: `lost`, `pass`, `timed out`. */
export interface Badge {
  readonly word: string;
  readonly tone: Tone;
}

/** A name and what it is. */
export interface Entry {
  readonly name: string;
  readonly value: string;
}

/** Something that happened within a bar. All times of a picture are milliseconds after its zero. */
export interface Step {
  readonly atMs: number;
  readonly what: string;
  readonly text: string;
}

/** A stretch of time: a request, a hook, a phase. */
export interface Bar {
  readonly label: string;
  readonly badge: Badge;
  readonly startMs: number;
  readonly endMs: number;
  /** Why it ended as it did, in words. */
  readonly how: string;
  readonly entries: readonly Entry[];
  readonly steps: readonly Step[];
}

/** The thin line behind bars: a connection, or the time that could have been taken. */
export interface Track {
  readonly startMs: number;
  readonly endMs: number;
  readonly label: string;
  /** How it ends: in order, torn, or not within the picture. */
  readonly end: "stop" | "torn" | "open";
}

/** How many of something were open from a moment on. */
export interface Level {
  readonly atMs: number;
  readonly count: number;
}

/** Many that ended alike, drawn as one shape. */
export interface Crowd {
  /** How many bars it stands for; 0 if it sums up what has bars of its own. */
  readonly bars: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly levels: readonly Level[];
  /** What its height stands for. */
  readonly says: string;
}

/** One line of a lane. */
export interface Row {
  readonly label: string;
  readonly note: string;
  readonly badges: readonly Badge[];
  readonly bars: readonly Bar[];
  readonly tracks: readonly Track[];
  readonly crowd?: Crowd;
}

/** Rows that belong together, and that are shown or hidden together. */
export interface Lane {
  readonly name: string;
  /** What it holds, with its full counts. */
  readonly note: string;
  /** How many bars there would be, had none been left out of the data. */
  readonly total: number;
  readonly rows: readonly Row[];
}

/** A moment. `strong` ones are drawn through all lanes. */
export interface Moment {
  readonly atMs: number;
  readonly label: string;
  readonly strong: boolean;
}

/** A time by which something should have ended. */
export interface Limit {
  readonly atMs: number;
  readonly label: string;
}

/** How many of something were open, through all the time. */
export interface Curve {
  readonly label: string;
  readonly levels: readonly Level[];
}

/** A number of one kind among others. */
export interface Share {
  readonly badge: Badge;
  readonly count: number;
}

/** What is drawn over one axis of time. */
export interface Timeline {
  /** What happened at 0. */
  readonly zero: string;
  /** How its signs are to be read. */
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly moments: readonly Moment[];
  readonly limits: readonly Limit[];
  readonly curves: readonly Curve[];
  readonly lanes: readonly Lane[];
}

/** Figures in rows and columns. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Lines as they were printed. */
export interface Printed {
  readonly title: string;
  readonly lines: readonly string[];
}

/** One process, from the first trigger to its end. */
export interface View {
  readonly title: string;
  readonly timeline: Timeline;
  readonly tables: readonly Table[];
  readonly printed: readonly Printed[];
}

/** Something to know, and what to do about it. */
export interface Advice {
  readonly badge: Badge;
  readonly code: string;
  readonly what: string;
  readonly advice: string;
}

/** One scenario, or one shutdown. */
export interface Section {
  readonly title: string;
  readonly badge: Badge;
  /** What should happen, or what it is about. */
  readonly promise: string;
  readonly advice: readonly Advice[];
  readonly shares: readonly Share[];
  readonly tables: readonly Table[];
  /** The one that tells most comes first. */
  readonly views: readonly View[];
  /** What of the data is not drawn. */
  readonly leftOut: string;
}

/** All that a page shows, whatever it was made from. */
export interface Picture {
  readonly title: string;
  readonly badge: Badge;
  /** The whole in one sentence. */
  readonly summary: string;
  readonly entries: readonly Entry[];
  readonly tables: readonly Table[];
  readonly sections: readonly Section[];
}
