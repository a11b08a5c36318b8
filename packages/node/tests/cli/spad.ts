import { main } from '../../src/cli/main.js'

// the command from source, for tests that need a process of its own
process.exitCode = await main(process.argv.slice(2))
