import { Inject, Injectable } from '@nestjs/common'
import { DOCUMENT_TYPES, type DocumentKind } from '@jishi/contracts/invoice/invoice.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../infra/auth/actor.js'
import { randomName } from '../../infra/crypto/random.js'
import { Database } from '../../infra/database/database.js'
import type { Upload } from '../../infra/http/upload.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { documentKindOf } from './domain/document-kind.js'
import { InvoiceDesk } from './invoice-desk.js'
import { InvoiceSeals } from './invoice-seals.js'

interface DocumentRow {
  readonly documentKey: string | null
  readonly documentType: DocumentKind | null
  readonly number: string | null
}

const DOCUMENT = `
  select i.document_key as "documentKey", i.document_type as "documentType", n.number
    from invoices i left join invoice_numbers n on n.invoice_id = i.id and n.colour = 'blue'
   where i.id = $1 and ($2::uuid is null or i.member_id = $2)`

const keyOf = (name: string): string => `invoices/${name}`

/** The files of invoices: sealed in the store, under names nobody can guess, and given out to their owner only. */
@Injectable()
export class InvoiceDocuments {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly desk: InvoiceDesk,
    private readonly seals: InvoiceSeals,
    private readonly auditLog: AuditLog,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /**
   * Takes the place of the one before. Throws NOT_FOUND, INVOICE_ACTION_NOT_ALLOWED, INVOICE_DOCUMENT_REFUSED for what is neither
   * kind by what is in it, UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE.
   */
  async attach(operator: OperatorActor, id: string, upload: Upload): Promise<void> {
    const there = await this.database.maybe('select 1 as there from invoices where id = $1', [id])
    if (there === undefined) throw new DomainError('NOT_FOUND')
    const bytes = await upload.read()
    const kind = documentKindOf(bytes)
    if (kind === undefined || DOCUMENT_TYPES[kind] !== upload.type) throw new DomainError('INVOICE_DOCUMENT_REFUSED')
    const name = randomName()
    await this.files.put(keyOf(name), this.seals.sealDocument(bytes))
    await this.database.transaction((tx) =>
      this.desk.step(tx, operator, id, {
        action: 'attach',
        deed: 'invoice.document_attached',
        after: async (_, { row }) => {
          await tx.execute('update invoices set document_key = $2, document_type = $3 where id = $1', [id, name, kind])
          const before = row.documentKey
          if (before !== null) tx.afterCommit(() => this.files.remove(keyOf(before)))
        },
      }),
    )
  }

  /** Throws NOT_FOUND: also before it is issued, and where there is no file. */
  async ofMember(memberId: string, id: string): Promise<FileReply> {
    const row = await this.database.maybe<DocumentRow>(DOCUMENT, [id, memberId])
    if (row === undefined || row.number === null) throw new DomainError('NOT_FOUND')
    return this.fileOf(row)
  }

  /** For an operator, who leaves a row behind, and another where a repeated call hands it out again. Throws NOT_FOUND. */
  async copyOut(operator: OperatorActor, call: IdempotentCall, id: string): Promise<FileReply> {
    const row = await this.database.transaction(async (tx) => {
      const found = await tx.maybe<DocumentRow>(DOCUMENT, [id, null])
      if (found === undefined || found.documentKey === null) throw new DomainError('NOT_FOUND')
      await this.idempotency.run(tx, call, 'invoice', () => Promise.resolve(idOf<'invoice'>(id)))
      await this.auditLog.write(tx, {
        actor: operator,
        permission: 'invoice.issue',
        action: 'invoice.document_revealed',
        subject: { kind: 'invoice', id },
      })
      return found
    })
    return this.fileOf(row)
  }

  private async fileOf({ documentKey, documentType, number }: DocumentRow): Promise<FileReply> {
    if (documentKey === null || documentType === null) throw new DomainError('NOT_FOUND')
    const file = await this.files.get(keyOf(documentKey))
    assert(file !== undefined, `the document ${documentKey} is gone from the store`)
    const chunks: Uint8Array[] = []
    for await (const chunk of file.stream) chunks.push(chunk as Uint8Array)
    return {
      fileName: `发票${number ?? ''}.${documentType}`,
      type: DOCUMENT_TYPES[documentType],
      content: this.seals.openDocument(Buffer.concat(chunks)),
    }
  }
}
