import { SpadError } from '@spad/core'

/** A storage that does not answer for the moment: another try may go well. */
export class StorageAway extends SpadError {}

/** A storage that takes no results: neither would it take the others. */
export class StorageRefuses extends SpadError {}
