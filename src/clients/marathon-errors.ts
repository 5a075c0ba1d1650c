/** What can go wrong with Marathon, one class for each thing that a caller does about it. */
abstract class MarathonError extends Error {
  abstract override readonly name: string;
}

/** 409 with deployments, or to a change of an app that is there: it is locked. Nothing happened; wait until they are gone, then read and try again. */
export class MarathonLocked extends MarathonError {
  override readonly name = 'MarathonLocked';
  readonly deployments: readonly string[];

  constructor(request: string, deployments: readonly string[], said = 'Conflict') {
    const by =
      deployments.length > 0 ? `by the running deployment ${deployments.join(', ')}` : `(409 ${said})`;
    super(`${request}: locked ${by}; wait until it ends, or cancel it in Marathon if it never does`);
    this.deployments = deployments;
  }
}

/** 409 without deployments to a creation: an app of this id is there. Nothing happened; read it and see whose it is. */
export class AppAlreadyExists extends MarathonError {
  override readonly name = 'AppAlreadyExists';

  constructor(request: string, said: string) {
    super(`${request}: ${said} Read the app to see whose it is; remove it if nobody needs it`);
  }
}

/** Marathon understood and will never accept it. Nothing happened; a repeat gets the same answer. */
export class MarathonRejected extends MarathonError {
  override readonly name = 'MarathonRejected';

  constructor(request: string, reasons: string) {
    super(`${request}: Marathon refuses it: ${reasons}. Correct the app definition, then try again`);
  }
}

/** 404 to a change: the app went meanwhile. Nothing happened; read it again, what was to be changed may be done with. */
export class MarathonAppGone extends MarathonError {
  override readonly name = 'MarathonAppGone';

  constructor(request: string, reasons: string) {
    super(`${request}: the app is not there any more: ${reasons}. Read it again to see what is left`);
  }
}

/** No or wrong credentials, or not allowed to do this. Nothing happened. */
export class MarathonUnauthorized extends MarathonError {
  override readonly name = 'MarathonUnauthorized';

  constructor(request: string, reason: string, cause?: Error) {
    super(`${request}: ${reason}. Check the target's credentials in the worker's configuration`, { cause });
  }
}

/** Marathon has too much to do. Nothing happened; safe to repeat later. */
export class MarathonBusy extends MarathonError {
  override readonly name = 'MarathonBusy';

  constructor(request: string, reason: string) {
    super(`${request}: Marathon is busy (${reason}); try again later`);
  }
}

/** A write without a clear answer: it may have happened. Read before repeating it. */
export class MarathonUnclear extends MarathonError {
  override readonly name = 'MarathonUnclear';

  constructor(request: string, reason: string, cause?: Error) {
    super(`${request}: ${reason}; it may have happened all the same: read the app before repeating it`, {
      cause,
    });
  }
}

/** No connection, or a read without an answer. Nothing happened; safe to repeat. */
export class MarathonUnreachable extends MarathonError {
  override readonly name = 'MarathonUnreachable';

  constructor(request: string, reason: string, cause?: Error) {
    super(`${request}: ${reason}. Check that Marathon runs and that the target's URL and CA are right`, {
      cause,
    });
  }
}

/** Not an answer that Marathon gives: another program, a redirect, or a version we do not know. */
export class MarathonReplyUnreadable extends MarathonError {
  override readonly name = 'MarathonReplyUnreadable';

  constructor(request: string, place: string, cause?: Error) {
    super(`${request}: ${place}. Check that the target's URL is Marathon's, path prefix included`, { cause });
  }
}
