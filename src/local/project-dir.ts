import { fileURLToPath } from 'node:url';

/** The clone, without a slash at its end: where `tsx`, the packages and the example app are found. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
