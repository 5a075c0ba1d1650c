import { open } from 'node:fs/promises';

const KIB = 1_024;

/** A file that a person writes. What is larger is something else, given by mistake. */
export const LARGEST_WRITTEN_BYTES = 256 * KIB;

/** Thrown for a file with more than is read; no more of it was read. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';

  constructor(path: string, limitBytes: number, sizeBytes?: number) {
    const has = sizeBytes === undefined ? 'goes on beyond that' : `has ${kib(sizeBytes)}`;
    super(`${path} ${has}, and at most ${kib(limitBytes)} are read: is it the file that you mean?`);
  }
}

/** Text of a file or a pipe, of which no more is read than the limit. Throws FileTooLarge, or what the system says. */
export async function readTextFile(path: string, limitBytes = LARGEST_WRITTEN_BYTES): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > limitBytes) throw new FileTooLarge(path, limitBytes, size);
    const chunks: Buffer[] = [];
    // A pipe or a device does not tell its size.
    for await (const chunk of file.createReadStream({ end: limitBytes })) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (bytes.length > limitBytes) throw new FileTooLarge(path, limitBytes);
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

function kib(bytes: number): string {
  return `${Math.ceil(bytes / KIB).toLocaleString('en')} KiB`;
}
