import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { LossEvaluationId } from '@cofund/shared/reports/loss-evaluation'
import { useMutation } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { api, once, refresh, useLoaded } from '../api.ts'
import { useMay } from '../people/me.ts'
import { usePreferences } from '../preferences.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'

interface EvaluateLossesProps {
  readonly versionId: PolicyVersionId | undefined
  /** Imported since the evaluation shown; null where none is shown, or it is somebody else's. */
  readonly batchesSince: number | null
  readonly onChoose: (versionId: PolicyVersionId) => void
  readonly onEvaluated: (evaluationId: LossEvaluationId) => void
}

/** The scheme, and the button that tries it on every loss within sight. */
export function EvaluateLosses({ versionId, batchesSince, onChoose, onEvaluated }: EvaluateLossesProps) {
  const { language } = usePreferences()
  const schemes = useLoaded(api.reports.schemes.queryOptions())
  const mayEvaluate = useMay('loss.evaluate')
  const [key, setKey] = useState(() => crypto.randomUUID())
  const evaluate = useMutation(
    api.reports.evaluateLosses.mutationOptions({
      trpc: once(key),
      onSuccess: async ({ evaluationId }) => {
        setKey(crypto.randomUUID())
        await refresh(api.reports)
        onEvaluated(evaluationId)
      },
    }),
  )
  const reason = !mayEvaluate
    ? say('loss_sharing.may_not_evaluate')
    : !versionId
      ? say('loss_sharing.choose_first')
      : batchesSince === 0
        ? say('loss_sharing.nothing_new')
        : undefined
  return (
    <>
      <Select
        className="scheme-choice"
        aria-label={say('loss_sharing.scheme')}
        placeholder={say('loss_sharing.scheme')}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        {...(versionId && { value: versionId })}
        onChange={(chosen: PolicyVersionId) => onChoose(chosen)}
        options={schemes.map(({ versionId: value, code, name, number, status, unreadable }) => {
          const scheme = say('loss_sharing.scheme_option', { name: name[language], code, number })
          return {
            value,
            label: status === 'draft' ? say('loss_sharing.scheme_draft', { scheme }) : scheme,
            disabled: unreadable !== null,
            title: unreadable?.[language] ?? scheme,
          }
        })}
      />
      <Button
        primary
        busy={evaluate.isPending}
        disabledBecause={reason}
        onPress={() => versionId && evaluate.mutate({ policyVersionId: versionId })}
      >
        {say(batchesSince === null ? 'loss_sharing.evaluate' : 'loss_sharing.evaluate_again')}
      </Button>
    </>
  )
}
