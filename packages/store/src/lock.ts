/** One process for a directory: a lock that the kernel releases when its owner dies, however it dies. */
import { DatabaseSync } from "node:sqlite";

/** Throws when another holds it. SQLite takes it with fcntl, which `node:fs` has no word for. */
export function takeLock(path: string): { release(): void } {
  const database = new DatabaseSync(path);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    release: () => {
      if (database.isOpen) database.close();
    },
  };
}
