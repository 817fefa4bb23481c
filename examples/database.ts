/** Stands for a database: it must not be closed before the last query has ended. */
export interface Database {
  order(id: string, signal: AbortSignal): Promise<{ readonly id: string }>;
  close(): Promise<void>;
}

/** Opens a database that answers at once and says when it is closed. */
export function openDatabase(): Database {
  let isOpen = true;
  return {
    async order(id, signal) {
      signal.throwIfAborted();
      if (!isOpen) throw new Error("Cannot read the order: the database is closed");
      return await Promise.resolve({ id });
    },
    async close() {
      isOpen = false;
      await Promise.resolve(console.log("closed database"));
    },
  };
}
