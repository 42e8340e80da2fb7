package import Bookkeeping
package import Storage

/// Writes down what is proved about a period, with the head of the audit log and a hash over all of it. Closing comes with it where it is asked
/// for. A certificate is never changed; a later one stands beside it.
package struct MakeCertificate: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Closing: Sendable {
        case leave
        /// Only when every point of the checklist is settled.
        case whenSettled
        /// Although points are open; the certificate names them.
        case anyway
    }

    package func callAsFunction(
        for tenant: TenantID, _ period: Period, closing: Closing = .leave, by person: String
    ) async throws -> CertificateStore.Record {
        guard period.isWholeMonths else { throw PeriodError.notWholeMonths(period) }
        let (now, today) = (office.now(), office.today)
        let company = try await TenantStore(office.database).record(tenant)?.name ?? ""
        return try await office.database.write(for: tenant) { books in
            if closing != .leave { try Self.close(period, closing, books, on: today, by: person, at: now) }
            let checklist = try CloseChecklist(books, of: period, on: today)
            let document = try CertificateDocument(checklist, of: company, books, by: person, at: now)
            let id = try books.certificates.add(try document.json(), of: period, by: person, at: now)
            guard let record = try books.certificates.certificate(id) else { throw ReconciliationError.noSuchCertificate("\(id)") }
            // The hash stands in the audit log as well: neither can be exchanged without the other.
            try books.audit.append(
                .init(
                    actor: person, action: "certificate.made", subject: "certificate \(id)",
                    detail: "\(period), SHA-256 \(record.hash.hexadecimal)"), at: now)
            return record
        }
    }

    private static func close(
        _ period: Period, _ closing: Closing, _ books: Books, on today: CalendarDate, by person: String, at now: Instant
    ) throws {
        _ = try books.closings.closedPeriods().closing(period, on: today)
        let open = try CloseChecklist(books, of: period, on: today).openCount
        guard open == 0 || closing == .anyway else { throw ReconciliationError.openItems(period, open) }
        try books.closings.close(period, by: person, at: now)
        let detail = open == 0 ? "" : "with \(open) open \(open == 1 ? "point" : "points")"
        try books.audit.append(.init(actor: person, action: "period.closed", subject: "period \(period)", detail: detail), at: now)
    }
}

/// Certificates as they were made, and whether they still are.
package struct ReadCertificate: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Certificate: Sendable {
        package let record: CertificateStore.Record
        package let document: CertificateDocument
        /// Whether the audit log still has the row that the certificate names as its last.
        package let isAnchored: Bool
    }

    package func callAsFunction(for tenant: TenantID, _ id: CertificateID) async throws -> Certificate {
        try await office.database.read(for: tenant) { books in
            guard let record = try books.certificates.certificate(id) else { throw ReconciliationError.noSuchCertificate("\(id)") }
            let document = try CertificateDocument(json: record.document)
            let row = document.audit.row
            let isAnchored = row == 0 ? true : try books.audit.hash(of: row)?.hexadecimal == document.audit.hash
            return Certificate(record: record, document: document, isAnchored: isAnchored)
        }
    }

    package func all(for tenant: TenantID, limit: Int) async throws -> [CertificateStore.Record] {
        try await office.database.read(for: tenant) { books in try books.certificates.all(limit: limit) }
    }
}
