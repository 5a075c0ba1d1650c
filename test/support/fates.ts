/** What becomes of one call on its way through a proxy. */
export type Fate =
  | 'pass'
  /** the server never sees it, the client's connection breaks */
  | 'lose-request'
  /** the server carries it out, the client's connection breaks */
  | 'lose-answer'
  /** the server sees it only after the client has given up */
  | 'late-request'
  /** the server carries it out at once, the client has given up when the answer comes */
  | 'late-answer'
  /** the server sees it twice, at the same time; the client gets one of the answers */
  | 'double'
  /** the server carries it out, half of the answer comes */
  | 'cut-answer'
  /** the gateway's answer, where the server never saw it */
  | '502-undone'
  /** the gateway's answer, where the server carried it out */
  | '502-done'
  | '503'
  /** Marathon's answer while a deployment holds the app: names one, and nothing was done */
  | '409-locked'
  /** Marathon's answer to an id that is taken: names no deployment, and nothing was done */
  | '409-taken';

/** Of these the server hears nothing. */
const unheard: readonly Fate[] = ['lose-request', '502-undone', '503', '409-locked', '409-taken'];

export const reachesServer = (fate: Fate): boolean => !unheard.includes(fate);
