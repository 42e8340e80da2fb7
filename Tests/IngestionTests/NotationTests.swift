import Bookkeeping
import Testing

@testable import Ingestion

/// How dates and amounts are written, where the cells themselves leave it open.
struct NotationTests {
    @Test func `balances tell the decimal mark of amounts without a fraction`() throws {
        let table = """
            Booking date;Notification text;Credit in CHF;Debit in CHF;Value;Balance in CHF
            31.12.2025;Insurance;;-5;31.12.2025;7881.98
            30.12.2025;Salary;100;;30.12.2025;7886.98
            29.12.2025;Rent;;-1500;29.12.2025;7786.98
            """
        let reading = try read(table)
        #expect(reading.amounts == ["-5.00", "100.00", "-1500.00"])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["9286.98"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["7881.98"])
        #expect(try detect(table)[.decimalMark]?.value == "point")
        let withComma = table.replacing(".98", with: ",98")
        #expect(try read(withComma).statements.map { $0.closingBalance?.decimalText } == ["7881.98"])
        #expect(try detect(withComma)[.decimalMark]?.value == "comma")
    }

    @Test func `what amounts show of their decimal mark outweighs the balances`() throws {
        let reading = try read("Date;Text;Amount;Balance\n2025-12-31;Tea;-4,50;7881.98\n2025-12-30;Rent;-900,25;7886.48\n")
        #expect(reading.amounts == ["-4.50", "-900.25"])
    }
}
