// Compiles kernels.c twice, to ../src/kernels.wasm and with relaxed SIMD to ../src/kernels-relaxed.wasm, and embeds
// both in ../src/kernels/wasm.
//   CLANG=clang-19 node packages/core/wasm/build.mjs        needs clang ≥ 19 and its wasm-ld (Debian: clang-19, lld-19)
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const flags = [
  '--target=wasm32 -mcpu=mvp -O3 -fno-vectorize -fno-slp-vectorize -fno-unroll-loops -msimd128 -mbulk-memory -mmutable-globals -nostdlib -ffreestanding',
  '-fvisibility=hidden -Wall -Wextra -Werror -Wl,--no-entry -Wl,--strip-all',
  '-Wl,--import-memory -Wl,--max-memory=4294967296 -Wl,--export=__stack_pointer -Wl,-z,stack-size=16384',
]
const sha256 = createHash('sha256')
  .update(readFileSync(at('kernels.c')))
  .digest('hex')

build('kernels', 'binary', 'The compiled kernels in base64.')
build(
  'kernels-relaxed',
  'relaxed-binary',
  'The kernels compiled with relaxed SIMD, in base64.',
  '-mrelaxed-simd',
)

function build(file, embedded, what, ...more) {
  const bytes = compile(more)
  checkNoData(bytes)
  writeFileSync(at(`../src/${file}.wasm`), bytes)
  writeFileSync(
    at(`../src/kernels/wasm/${embedded}.ts`),
    `// Made by \`node packages/core/wasm/build.mjs\` from kernels.c: not to be edited.

/** SHA-256 of the kernels.c that {@link binary} was compiled from. */
export const sourceHash = '${sha256}'

/** ${what} */
export const binary =
  '${bytes.toString('base64')}'
`,
  )
  console.log(`${file}: ${bytes.length} bytes`)
}

function compile(more) {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'))
  const out = join(folder, 'kernels.wasm')
  const args = [...flags.join(' ').split(' '), ...more, at('kernels.c'), '-o', out]
  execFileSync(process.env.CLANG ?? 'clang', args, { stdio: 'inherit' })
  const bytes = readFileSync(out)
  rmSync(folder, { recursive: true })
  return bytes
}

/** The module lives on tfjs' heap: a data segment would overwrite what lies there. */
function checkNoData(bytes) {
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
}
