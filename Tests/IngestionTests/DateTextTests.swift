import Bookkeeping
import Testing

@testable import Ingestion

struct DateTextTests {
    static let readable: [(String, DateOrder, String)] = [
        ("2025-06-03", .yearFirst, "2025-06-03"),
        ("2025-06-03", .dayFirst, "2025-06-03"),
        ("2025/6/3", .monthFirst, "2025-06-03"),
        ("2025.06.03.", .yearFirst, "2025-06-03"),
        ("03/06/2025", .dayFirst, "2025-06-03"),
        ("03/06/2025", .monthFirst, "2025-03-06"),
        ("3.6.25", .dayFirst, "2025-06-03"),
        ("3-6-68", .dayFirst, "2068-06-03"),
        ("3-6-69", .dayFirst, "1969-06-03"),
        ("10-Nov-9", .dayFirst, "2009-11-10"),
        ("12-Dec-2019", .dayFirst, "2019-12-12"),
        ("07 Nov 2013", .yearFirst, "2013-11-07"),
        ("Feb 27, 2018", .dayFirst, "2018-02-27"),
        ("1 août 2025", .dayFirst, "2025-08-01"),
        ("3. Mai 2025", .dayFirst, "2025-05-03"),
        ("20250603", .yearFirst, "2025-06-03"),
        ("03062025", .dayFirst, "2025-06-03"),
        ("20091224120000[0:GMT]", .yearFirst, "2009-12-24"),
        ("2018-02-25 12:34:56 +0000", .yearFirst, "2018-02-25"),
        ("2020-01-01T13:00:00", .yearFirst, "2020-01-01"),
        ("6/4/2016 9:05 AM", .monthFirst, "2016-06-04"),
        ("09/16/2020 as of 09/15/2020", .monthFirst, "2020-09-16"),
        ("1/ 5'25", .monthFirst, "2025-01-05"),
        ("99-06-03", .yearFirst, "1999-06-03"),
        ("25-06-03", .yearFirst, "2025-06-03"),
        ("3 de junio de 2025", .dayFirst, "2025-06-03"),
        ("3rd June 2025", .dayFirst, "2025-06-03"),
        ("June 3rd, 2025", .dayFirst, "2025-06-03"),
        ("1er juin 2025", .dayFirst, "2025-06-01"),
        ("Jun 3, 2025 at 10:00 AM", .dayFirst, "2025-06-03"),
        ("03.06.2025 10.30", .dayFirst, "2025-06-03"),
        ("Di., 03.06.2025", .dayFirst, "2025-06-03"),
        ("3 cze 2025", .dayFirst, "2025-06-03"),
        ("3 czerwca 2025", .dayFirst, "2025-06-03"),
        ("3. června 2025", .dayFirst, "2025-06-03"),
        ("3. července 2025", .dayFirst, "2025-07-03"),
        ("3 Haziran 2025", .dayFirst, "2025-06-03"),
        ("3 Temmuz 2025", .dayFirst, "2025-07-03"),
        ("3 июня 2025", .dayFirst, "2025-06-03"),
        ("3 июля 2025", .dayFirst, "2025-07-03"),
        ("3 Ιουν 2025", .dayFirst, "2025-06-03"),
        ("3 Ιουλ 2025", .dayFirst, "2025-07-03"),
        ("3. kesäkuuta 2025", .dayFirst, "2025-06-03"),
        ("3 marraskuu 2025", .dayFirst, "2025-11-03"),
        ("3 mars 2025", .dayFirst, "2025-03-03"),
        ("2025. június 3.", .dayFirst, "2025-06-03"),
        ("3. juuni 2025", .dayFirst, "2025-06-03"),
        ("03/06/2568", .dayFirst, "2025-06-03"),
        ("2568-06-03", .yearFirst, "2025-06-03"),
        ("令和7年6月3日", .yearFirst, "2025-06-03"),
    ]

    @Test(arguments: readable)
    func `what banks write as a date is read`(_ text: String, _ order: DateOrder, _ iso: String) {
        #expect(DateText.read(Array(text.utf8).span, order: order)?.description == iso)
    }

    static let unreadable = [
        "13/13/2024", "30/02/2025", "2025-13-01", "10:46:49", "1/2", "12.34", "10.20.30.40", "123456789", "Pending", "", "2025", "20251301",
        "1234567890123", "03/06/2025 Shop", "Rent 03/06/2025", "Jan Feb 2025", "3 is 6 2025", "03/06/2025 4.50", "de 3 6 2025",
    ]

    @Test(arguments: unreadable)
    func `what is no day of the calendar is no date`(_ text: String) {
        for order in DateOrder.allCases { #expect(DateText.read(Array(text.utf8).span, order: order) == nil) }
    }
}
