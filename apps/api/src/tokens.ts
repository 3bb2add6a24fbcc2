/** Injection token of the installation's admin key, a string. */
export const ADMIN_KEY = Symbol('admin key');
