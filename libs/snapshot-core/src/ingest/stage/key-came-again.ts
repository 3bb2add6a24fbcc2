/**
 * A record came whose key another one had that is published already: which of them counts was not known then. Whoever catches this
 * takes back what was published and reads the delivery once more.
 */
export class KeyCameAgain extends Error {}
