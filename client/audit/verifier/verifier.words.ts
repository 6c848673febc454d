import { words } from '@cofund/shared/kernel/words'

export const verifierWords = words({
  'verifier.title': { zh: '核验证据', en: 'Verify evidence' },
  'verifier.product': { zh: '共投共担', en: 'Cofund' },
  'verifier.about': {
    zh: '证据包、检查点和公钥只在这台电脑上读取，本页不连接任何网络。',
    en: 'Bundle, checkpoint and public key are read on this computer only. This page connects to no network.',
  },
  'verifier.drop': { zh: '把三个文件拖到这里，或点击选择', en: 'Drop the three files here, or choose them' },
  'verifier.choose': { zh: '选择文件', en: 'Choose files' },
  'verifier.bundle': { zh: '证据包', en: 'Bundle of evidence' },
  'verifier.checkpoint': { zh: '检查点（可多个）', en: 'Checkpoint (one or more)' },
  'verifier.key': { zh: '公钥', en: 'Public key' },
  'verifier.awaited': { zh: '待选择', en: 'not chosen yet' },
  'verifier.unknown': { zh: '{name} 不是证据包、检查点或公钥', en: '{name} is no bundle, no checkpoint and no public key' },
  'verifier.unreadable': { zh: '{name} 是证据包，但在 {place} 处无法识别', en: '{name} is a bundle, but cannot be read at {place}' },
  'verifier.working': { zh: '正在核验…', en: 'Verifying …' },
  'verifier.failed': { zh: '无法完成核验：{reason}', en: 'Verification could not be finished: {reason}' },
  'verifier.sound': { zh: '四项结论全部成立', en: 'All four verdicts hold' },
  'verifier.unsound': { zh: '有 {count} 项结论不成立', en: '{count} of four verdicts do not hold' },
  'verifier.verdicts': { zh: '结论', en: 'Verdicts' },
  'verifier.remarks': { zh: '说明', en: 'Remarks' },
  'verifier.again': { zh: '重新选择', en: 'Start over' },
  'verifier.fingerprint': { zh: '公钥指纹 {fingerprint}：请与公布的指纹核对', en: 'Key fingerprint {fingerprint}: compare it with the published one' },
  'verifier.language': { zh: 'English', en: '中文' },
})
