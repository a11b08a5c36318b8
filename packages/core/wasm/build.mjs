// Compiles kernels.c to ../src/kernels.wasm, and embeds it in ../src/kernels/wasm/binary.ts.
//   node packages/core/wasm/build.mjs        needs clang ≥ 14 and wasm-ld (Debian: clang, lld)
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
const out = join(folder, 'kernels.wasm')
execFileSync(
  'clang',
  [
    '--target=wasm32 -O3 -fno-vectorize -fno-slp-vectorize -fno-unroll-loops -msimd128 -mbulk-memory -mmutable-globals -nostdlib -ffreestanding',
    '-fvisibility=hidden -Wall -Wextra -Werror -Wl,--no-entry -Wl,--strip-all',
    '-Wl,--import-memory -Wl,--max-memory=4294967296 -Wl,--export=__stack_pointer -Wl,-z,stack-size=16384',
  ]
    .join(' ')
    .split(' ')
    .concat(at('kernels.c'), '-o', out),
  { stdio: 'inherit' },
)
const bytes = readFileSync(out)
rmSync(folder, { recursive: true })

// The module lives on tfjs' heap: a data segment would overwrite what lies there.
const DATA = 11
for (let offset = 8; offset < bytes.length;) {
  const section = bytes[offset++]
  let size = 0
  for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
    byte = bytes[offset++]
    size |= (byte & 0x7f) << shift
  }
  if (section === DATA) throw new Error('kernels.c has static data: it must have none.')
  offset += size
}

const sha256 = createHash('sha256')
  .update(readFileSync(at('kernels.c')))
  .digest('hex')
writeFileSync(at('../src/kernels.wasm'), bytes)
writeFileSync(
  at('../src/kernels/wasm/binary.ts'),
  `// Made by \`node packages/core/wasm/build.mjs\` from kernels.c: not to be edited.

/** SHA-256 of the kernels.c that {@link binary} was compiled from. */
export const sourceHash = '${sha256}'

/** The compiled kernels in base64. */
export const binary =
  '${bytes.toString('base64')}'
`,
)
console.log(`${bytes.length} bytes`)
