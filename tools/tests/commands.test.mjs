// @ts-check
import { describe, expect, test } from 'vitest'
import { buildProgram } from '../../packages/node/src/cli/program.js'
import { readmeBlocks } from '../checks/readme-blocks.mjs'

const commands = readmeBlocks('sh').flatMap(({ file, code }) =>
  code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => /^(?:\$ )?(?:npx )?spad (.*)$/.exec(line.replace(/\s+#.*/, ''))?.[1]?.trim())
    // as a shell does, of a batch system's counter
    .map((line) => line?.replace(/\$\w+/g, '0'))
    .filter((line) => line !== undefined)
    .map((line) => ({ file, line })),
)

describe('commands that the documents show', () => {
  test('are there', () => {
    expect(commands.length).toBeGreaterThan(0)
  })

  test.each(commands)('$file: spad $line', async ({ line }) => {
    let said = ''
    const say = (/** @type {string} */ text) => {
      said += text
    }
    const program = buildProgram(
      /** @type {any} */ ({ out: say, err: say, interactive: false, env: {} }),
      () => undefined,
    )
    doNothing(program)
    await program.parseAsync(line.split(/\s+/), { from: 'user' }).catch((error) => {
      if (error.exitCode !== 0) throw new Error(said || error.message)
    })
  })
})

/** @typedef {ReturnType<typeof buildProgram>} Command */

/** @param {Command} command @returns {void} */
function doNothing(command) {
  if (command.commands.length === 0) command.action(() => undefined)
  command.commands.forEach(doNothing)
}
