// @ts-check
import { writeDocuments } from './documents.mjs'
import { writeParts } from './parts.mjs'
import { writeReference } from './reference.mjs'

// What the site has from elsewhere: the repository's documents, the parts from their definitions, and the
// reference from the docstrings.
writeDocuments()
writeParts()
await writeReference()
