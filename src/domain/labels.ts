/** Label of every app that Pacer creates: the service it belongs to. */
export const serviceLabel = 'PACER_SERVICE';
/** Label of every app that Pacer creates: the release that created it, so that a repeat recognises its own app. */
export const releaseLabel = 'PACER_RELEASE';
