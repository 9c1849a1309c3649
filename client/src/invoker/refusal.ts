/** A run that cannot be: what, why, what to do. */
export class Refusal extends Error {}
