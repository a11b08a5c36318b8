const SCHEME = 'indexeddb://'

/** Whether an address is that of a model in IndexedDB. */
export function isStored(address: string): boolean {
  return address.startsWith(SCHEME)
}

/** The name under which `storeModel` put it there. */
export function storedName(address: string): string {
  return address.slice(SCHEME.length)
}
