package import Bookkeeping
package import Storage

/// Takes back a merge, a renaming or a split: the last one, or one by its number as long as the vendor was not changed again.
package struct UndoVendorChange: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ id: VendorChangeID? = nil, by person: String) async throws -> VendorSummary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let open = try books.vendors.changes().filter { !$0.isUndone }
            guard let change = id.map({ id in open.first { $0.id == id } }) ?? open.first else { throw OperationError.nothingToUndo }
            guard try books.vendors.aliases()[change.vendor] == change.new else {
                throw OperationError.vendorChangedLater(change.vendor)
            }
            let book = try VendorBook(books, by: person, at: now)
            try books.vendors.undo(change, by: person, at: now)
            try book.audit("vendor.change_undone", change.vendor, detail: "\(change.kind.rawValue) \(change.id)")
            return try book.finish(change.id)
        }
    }
}
