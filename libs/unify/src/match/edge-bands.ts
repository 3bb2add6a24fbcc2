/** What is decided about the pair of an edge, as edges are stored. */
export const EDGE_BANDS = { review: 1, auto: 2, forced: 3 } as const;

/** From this band on an edge connects its members, so that they are clustered together. */
export const CONNECTING = EDGE_BANDS.auto;
