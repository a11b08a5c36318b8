import type { Code, LabelClass } from '@spad/core'

/**
 * What is written for a class without a code: a tissue, which says nothing that is not known.
 */
export const TISSUE: Code = { scheme: 'SCT', value: '85756007', meaning: 'Tissue' }

export const BACKGROUND: Code = { scheme: 'DCM', value: '125040', meaning: 'Background' }

export const codeOf = ({ code }: LabelClass): Code => code ?? TISSUE
export const categoryOf = ({ category }: LabelClass): Code => category ?? TISSUE
