import Bookkeeping
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

struct SavedColumnsTests {
    @Test(arguments: Engine.available)
    func `what a large file settled is applied to a small one that leaves it open`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("25/06/2025,Fee,-1.00", "26/06/2025,Tea,-2.00", "27/06/2025,Cake and more of it for everybody,-3.00"), name: "june.csv")

        _ = try await sample.importText(csv("03/07/2025,Rent,-9.00"), name: "july.csv")

        #expect(try await sample.waiting().first { $0.line.text == "Rent" }?.line.date.description == "2025-07-03")
    }

    @Test(arguments: Engine.available)
    func `what a file settles itself wins over what an earlier one showed, but not over a person`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("25/06/2025,Fee,-1.00", "26/06/2025,Tea and biscuits for the meeting,-2.00"), name: "uk.csv")

        let american = try await sample.importText(csv("07/25/2025,Rent,-9.00"), name: "us.csv")
        #expect((american.lines, american.rejected.count) == (1, 0))

        let chosen = try await sample.importText(csv("03/08/2025,Desk,-9.00"), name: "chosen.csv", columns: ["date-order=dmy"])
        #expect(chosen.lines == 1)
        let refused = try await sample.importText(csv("08/25/2025,Chair,-9.00"), name: "us2.csv")
        #expect(refused.rejected.count == 1)
    }

    @Test(arguments: Engine.available)
    func `a person's choice is applied, kept, shown and forgotten`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("2025-06-01,Fuel,40.00", "2025-06-02,Refund,-5.00"), name: "card.csv", columns: ["sign=inverted"])
        _ = try await sample.importText(csv("2025-07-01,Fuel,41.00"), name: "card2.csv")
        #expect(try await sample.waiting().map(\.line.amount.minorUnits).sorted() == [-41_00, -40_00, 5_00])

        let kept = try await SavedColumns(sample.office).all(for: sample.tenant)
        #expect(kept.map(\.isChosen) == [true])
        #expect(kept.first?.names.contains("sign=inverted") == true)

        #expect(try await SavedColumns(sample.office).forget(for: sample.tenant, sample.account(.checking), by: "dana") == 1)
        _ = try await sample.importText(csv("2025-08-01,Fuel,-42.00", "2025-08-02,Fuel,-43.00"), name: "card3.csv")
        #expect(try await sample.waiting().contains { $0.line.amount.minorUnits == -42_00 })
    }

    @Test(arguments: Engine.available)
    func `whoever changes one of the kept columns keeps the others`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("25/06/2025,Fuel,40.00"), name: "june.csv", columns: ["sign=inverted"])

        _ = try await sample.importText(csv("03/08/2025,Desk,9.00"), name: "march.csv", columns: ["date-order=mdy"])
        let desk = try await sample.waiting().first { $0.line.text == "Desk" }?.line
        #expect(desk?.date.description == "2025-03-08" && desk?.amount.minorUnits == -9_00)

        _ = try await sample.importText(csv("04/09/2025,Chair,8.00"), name: "april.csv", columns: ["sign=as-written"])
        let chair = try await sample.waiting().first { $0.line.text == "Chair" }?.line
        #expect(chair?.date.description == "2025-04-09" && chair?.amount.minorUnits == 8_00)
    }

    @Test(arguments: Engine.available)
    func `a file that is in the books is not read by other columns before its import is undone`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let id = try #require(try await sample.importText(csv("2025-06-01,Fuel,40.00")).id)

        await #expect(throws: OperationError.importedWithOtherColumns(file: "bank.csv", id)) {
            _ = try await sample.importText(csv("2025-06-01,Fuel,40.00"), columns: ["sign=inverted"])
        }

        _ = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana")
        _ = try await sample.importText(csv("2025-06-01,Fuel,40.00"), columns: ["sign=inverted"])
        #expect(try await sample.waiting().map(\.line.amount.minorUnits) == [-40_00])
    }
}
