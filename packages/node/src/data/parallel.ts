/**
 * Maps in order with a few calls under way at once, as many as libuv has threads to decode with. Once one
 * has failed, no other begins.
 */
export async function mapParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  width = 4,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    try {
      for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T, i)
    } catch (error) {
      next = items.length
      throw error
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}
