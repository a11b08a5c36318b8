// @ts-check
import { expect, test } from 'vitest'
import { allParts, partDocs } from '../checks/part-docs.mjs'

test('every option of every part has a sentence, a rule in words and one default', () => {
  const docs = partDocs()
  expect(docs.map(({ type }) => type)).toEqual(allParts.map(({ type }) => type))
  for (const { type, sentence, options } of docs) {
    expect(sentence, type).not.toBe('')
    for (const { name, rule, standard } of options)
      expect([rule, standard], `${type}.${name}`).not.toContain('')
  }
  expect(docs.find(({ type }) => type === 'bcd')?.options[0]).toEqual({
    name: 'tau',
    rule: 'a number above 0',
    standard: '2',
    sentence: 'Standard deviation of the blur in pixels: how wide the unreliable band is.',
  })
})
