/** How often the bake's check is asked. */
export const CHECK_EVERY_MS = 15_000;
