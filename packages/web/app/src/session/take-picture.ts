import { wordsOf } from '@spad/core'
import { openImage } from '../open-image.js'
import type { Session } from './session.js'

/** Shows a picture of the visitor's; what is wrong with it is told. */
export async function takePicture({ picture, notice }: Session, file: File): Promise<void> {
  try {
    picture.value = await openImage(file)
    notice.value = undefined
  } catch (error) {
    notice.value = { kind: 'error', text: wordsOf(error) }
  }
}
