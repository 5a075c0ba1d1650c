/** One line of Marathon's answer to a body that it does not take. */
export interface FieldProblem {
  readonly path: string;
  readonly errors: readonly string[];
}

/** The body is JSON, but not of the right shape or not a valid app or group. */
export class InvalidBodyError extends Error {
  readonly details: readonly FieldProblem[];
  constructor(message: 'Invalid JSON' | 'Object is not valid', details: readonly FieldProblem[]) {
    super(message);
    this.name = 'InvalidBodyError';
    this.details = details;
  }
}

/** The body is not JSON. */
export class MalformedJsonError extends Error {
  readonly details: string;
  constructor(message: string, details: string) {
    super(message);
    this.name = 'MalformedJsonError';
    this.details = details;
  }
}

export class InvalidUuidError extends Error {
  constructor(text: string) {
    super(`Invalid UUID string: ${text}`);
    this.name = 'InvalidUuidError';
  }
}

/** The app, group, task, version or deployment of a request does not exist. */
export class NotFoundError extends Error {
  /** Some of Marathon's 404s carry an empty list of details. */
  readonly withDetails: boolean;
  constructor(message: string, withDetails = true) {
    super(message);
    this.name = 'NotFoundError';
    this.withDetails = withDetails;
  }
}

/** POST of an app or group that is there already. */
export class AlreadyExistsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AlreadyExistsError';
  }
}

/** The change touches an app that a running deployment holds; wait for it or repeat with force. */
export class AppLockedError extends Error {
  readonly deploymentIds: readonly string[];
  constructor(deploymentIds: readonly string[]) {
    super(
      "App is locked by one or more deployments. Override with the option '?force=true'. " +
        "View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
    );
    this.name = 'AppLockedError';
    this.deploymentIds = deploymentIds;
  }
}

export class TooManyDeploymentsError extends Error {
  constructor(limit: number) {
    super(
      `Max number (${String(limit)}) of running deployments is achieved. ` +
        'Wait for existing deployments to complete or cancel one.',
    );
    this.name = 'TooManyDeploymentsError';
  }
}

/** Any other refusal, with the status that Marathon gives it. */
export class RefusedError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'RefusedError';
    this.status = status;
  }
}
