import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Lane } from '../lane.ts';

/** One JSON file that is always whole: it is written beside itself and then renamed. */
export class StateFile<T> {
  readonly #path: string;
  readonly #snapshot: () => T;
  readonly #lane = new Lane();
  #next: Promise<void> | undefined;

  /** `snapshot` is asked at the moment of writing. */
  constructor(path: string, snapshot: () => T) {
    this.#path = path;
    this.#snapshot = snapshot;
    mkdirSync(dirname(path), { recursive: true });
  }

  /** Resolves when what is so now is on disk. Calls that come before a write begins share it. */
  save(): Promise<void> {
    this.#next ??= this.#lane.run(() => {
      this.#next = undefined;
      return this.#write();
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const fresh = `${this.#path}.new`;
    await writeFile(fresh, JSON.stringify(this.#snapshot()));
    await rename(fresh, this.#path);
  }
}

/** What a state file holds; undefined when there is none. Throws when it cannot be read or is no JSON. */
export function readStateFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON. Remove it to start with no apps.`, { cause });
  }
}
