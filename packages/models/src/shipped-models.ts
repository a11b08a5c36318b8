/**
 * The models that come with this package, and what each of them finds. The files of one, and its card, lie
 * in `weights/NAME`: `@spad/models/weights/NAME/model.json` for who resolves it.
 */
export const shippedModels = {
  'cxr-lungs': 'lungs on chest X-rays',
  'lung-nodule': 'a lung nodule on CT, as several readers might draw it',
  'oct-fluid': 'fluid on retinal OCT',
  'oct-lesions': 'five classes of lesions on retinal OCT',
} as const

/** The name of a model that comes with this package. */
export type ShippedModelName = keyof typeof shippedModels
