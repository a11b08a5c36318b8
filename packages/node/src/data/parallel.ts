import pMap from 'p-map'

/**
 * Maps in order with a few calls under way at once, as many as libuv has threads to decode with. Once one
 * has failed, no other begins.
 */
export async function mapParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  width = 4,
): Promise<R[]> {
  return await pMap<T, R>(items, work, { concurrency: width })
}
