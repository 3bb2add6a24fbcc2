/**
 * Two records are compared when the values that they share are together so strong. One value is enough, unless its kind is weak
 * (see `weakKinds`): then it takes two.
 */
export const ENOUGH = 2;

export const strengthOf = (isWeak: boolean): number => (isWeak ? 1 : ENOUGH);
