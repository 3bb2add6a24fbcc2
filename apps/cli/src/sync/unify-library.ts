/**
 * What syncs need of the library that unifies. In a file of its own, to be imported where there are models: loading the library takes
 * longer than a small sync. (The build knows the library's name in static imports alone.)
 */
export { askToUnify, modelsFedBy } from '@app/unify';
