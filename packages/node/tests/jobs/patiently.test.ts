import { expect, it } from 'vitest'
import { patiently } from '../../src/jobs/patiently.js'

it('asks again as long as the broker is away, and says so once', async () => {
  let [asked, told] = [0, 0]
  const answer = await patiently(
    () => (++asked < 3 ? Promise.reject(new Error('away')) : Promise.resolve('here')),
    (error) => error instanceof Error && error.message === 'away',
    () => told++,
  )
  expect([answer, asked, told]).toEqual(['here', 3, 1])
})

it('throws whatever else goes wrong', async () => {
  const broken = (): Promise<never> => Promise.reject(new Error('broken'))
  const never = (): void => expect.unreachable()
  await expect(patiently(broken, () => false, never)).rejects.toThrow('broken')
})
