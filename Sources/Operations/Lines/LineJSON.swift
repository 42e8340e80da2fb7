package import Bookkeeping
package import Storage

/// A statement line in short, for programs.
package struct LineJSON: Encodable, Sendable {
    let line: Int64
    let date: String
    let amount: String
    let currency: String
    let text: String
    let state: String
    let method: String
    let account: String?

    package init(_ record: LineStore.Record, _ accounts: [Account]) {
        (line, date) = (record.id.rawValue, record.line.date.description)
        (amount, currency) = (record.line.amount.decimalText, record.line.amount.currency.code)
        (text, state, method) = (record.line.text, record.state.rawValue, record.proposal.method)
        account = accounts.first { $0.id == record.proposal.account }?.code
    }
}
