/** Some eighty nanoseconds of honest work for 64 bytes: their FNV-1a hash. */
export function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  }
  return hash;
}

/** Records of 64 bytes, so that none is hashed twice in a row. */
export const RECORDS: readonly Uint8Array[] = Array.from(
  { length: 64 },
  (_, id) => Uint8Array.from({ length: 64 }, (_, at) => (id * 31 + at * 7) & 255),
);
