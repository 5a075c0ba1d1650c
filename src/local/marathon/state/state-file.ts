import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One JSON file that is always whole: it is written beside itself and then renamed. */
export class StateFile<T> {
  readonly #path: string;
  readonly #snapshot: () => T;
  #writing: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** `snapshot` is asked at the moment of writing. */
  constructor(path: string, snapshot: () => T) {
    this.#path = path;
    this.#snapshot = snapshot;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Resolves when what is so now is on disk. Calls that come while it writes share the next write. */
  save(): Promise<void> {
    if (this.#writing === undefined) return this.#write();
    this.#next ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.#write();
      });
    return this.#next;
  }

  #write(): Promise<void> {
    const fresh = `${this.#path}.new`;
    this.#writing = writeFile(fresh, JSON.stringify(this.#snapshot()))
      .then(() => rename(fresh, this.#path))
      .finally(() => {
        this.#writing = undefined;
      });
    return this.#writing;
  }
}

/** What a state file holds; undefined when there is none. Throws when it cannot be read or is no JSON. */
export function readStateFile<T>(path: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Error(`${path} is not JSON. Remove it to start with no apps.`, { cause });
  }
}
