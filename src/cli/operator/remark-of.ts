import type { Remark } from '../../../workflows/messages.ts';
import { operatorName } from '../operator-name.ts';

/** What the options of a verb say to a release. */
export interface Spoken {
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
  readonly gate?: string | undefined;
  readonly full?: true | undefined;
  readonly fast?: true | undefined;
}

/** Under the login name of whoever types it, unless another is given. */
export function remarkOf({ by = operatorName(), reason, gate, full, fast }: Spoken): Remark {
  return {
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    ...(gate === undefined ? {} : { gate }),
    ...(full === undefined ? {} : { full }),
    ...(fast === undefined ? {} : { fast }),
  };
}
