/** Injection token of the installation's admin key, a string. */
export const ADMIN_KEY = Symbol('admin key');

/** Injection token of what opens and seals secrets (`Secrets`). */
export const SECRETS = Symbol('secrets');
