import { fail } from '@spad/core'

/** An item that must be there. */
export function at<T>(list: readonly T[], index: number): T {
  return list[index] ?? fail('models', `there is no item ${index} among ${list.length}.`)
}
