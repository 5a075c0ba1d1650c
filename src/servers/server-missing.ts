/** Thrown when a server is neither there nor installable. The message says exactly what to install. */
export class ServerMissing extends Error {
  override readonly name = 'ServerMissing';

  constructor(title: string, because: string, remedy: string, options?: ErrorOptions) {
    super(`${title} is missing (${because}): ${remedy}`, options);
  }
}
