import type { CheckResult } from "./check.ts";
import type { Finding, Rule } from "./finding.ts";
import { RULES } from "./rule/mod.ts";
import type { Position } from "./source/spot.ts";

/** Which program has looked. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** A result in the format that forges and editors read, SARIF 2.1.0. */
export function sarifOf({ findings, unread }: CheckResult, tool: Tool): unknown {
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{
      tool: {
        driver: { name: tool.name, semanticVersion: tool.version, rules: RULES.map(descriptorOf) },
      },
      columnKind: "utf16CodeUnits",
      invocations: [{
        executionSuccessful: unread.length === 0,
        toolExecutionNotifications: unread.map(({ message, ...position }) => ({
          level: "error",
          message: { text: message },
          locations: [locationOf(position)],
        })),
      }],
      results: findings.map(resultOf),
    }],
  };
}

function descriptorOf({ id, level, title, why, sources }: Rule): unknown {
  return {
    id,
    shortDescription: { text: capital(title) },
    fullDescription: { text: why },
    helpUri: sources[0],
    help: { text: [why, ...sources].join("\n") },
    defaultConfiguration: { level },
  };
}

function resultOf(finding: Finding): unknown {
  const { rule, level, subject, what, why, fix, path, file } = finding;
  const { physicalLocation } = locationOf(finding);
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level,
    message: { text: `${subject}: ${what}. ${why}\nInstead: ${fix}` },
    locations: [{
      physicalLocation,
      logicalLocations: [{
        name: subject,
        fullyQualifiedName: path === "" ? subject : `${subject} ${path}`,
      }],
    }],
    // The same finding on another line is still the same.
    partialFingerprints: { "quiesce/v1": [rule, file, subject, path].join(" ") },
  };
}

interface Location {
  readonly physicalLocation: unknown;
}

function locationOf({ file, line, column }: Position): Location {
  const uri = file.split(/[/\\]/).map(encodeURIComponent).join("/");
  const region = { startLine: line, startColumn: column };
  return { physicalLocation: { artifactLocation: { uri }, region } };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
