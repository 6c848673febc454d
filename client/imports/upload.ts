import type { DocumentHash } from '@cofund/shared/documents/document'

export interface UploadedFile {
  readonly hash: DocumentHash
  readonly name: string
}

/** What a route for files answered when it refused; `problemOf` reads it like a procedure's. */
class UploadRefused extends Error {
  readonly data: unknown
  constructor(data: unknown) {
    super('upload refused')
    this.data = data
  }
}

/** Sends a file as it is, telling how much of it has gone: fetch cannot say that yet. */
export const uploadFile = (file: File, onProgress: (share: number) => void): Promise<UploadedFile> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      const answer: unknown = request.response
      if (request.status === 200) resolve(answer as UploadedFile)
      else reject(new UploadRefused(answer !== null && typeof answer === 'object' && 'zh' in answer ? { refusal: answer } : answer))
    })
    request.addEventListener('error', () => reject(Object.assign(new Error('no answer'), { name: 'TRPCClientError' })))
    request.open('POST', `/api/documents?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.send(file)
  })
