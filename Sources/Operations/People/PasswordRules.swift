/// Which passwords are taken: long ones, whatever they are made of (NIST SP 800-63B, 5.1.1.2), that are not among the first guesses.
package enum PasswordRules {
    package static let shortest = 10
    package static let longest = 128

    package enum Fault: Hashable, Sendable {
        case tooShort, tooLong, sameAsEmail, common

        var userText: String {
            switch self {
            case .tooShort: "The password has fewer than \(shortest) characters. Choose a longer one; several words will do."
            case .tooLong: "The password has more than \(longest) characters. Choose a shorter one."
            case .sameAsEmail: "The password is the e-mail address. Choose another one."
            case .common: "The password is one of those tried first. Choose another one; several words will do."
            }
        }
    }

    static func check(_ password: String, email: String) throws(PeopleError) {
        guard password.count <= longest, password.utf8.count <= longest * 4 else { throw .unfitPassword(.tooLong) }
        guard password.count >= shortest else { throw .unfitPassword(.tooShort) }
        let folded = password.lowercased()
        guard folded != email else { throw .unfitPassword(.sameAsEmail) }
        let isOneCharacter = Set(folded).count == 1
        guard !isOneCharacter, !commonest.contains(folded) else { throw .unfitPassword(.common) }
    }

    /// Of the passwords found most often in leaks, those that are long enough; in lower case.
    private static let commonest: Set<String> = [
        "0123456789", "01234567890", "0987654321", "1029384756", "1020304050", "123123123123", "1231231234", "1234512345", "1234554321",
        "1234567890", "12345678900", "12345678901", "123456789012", "1234567890q", "1234567891", "12345678910", "1234567899", "123456789a",
        "123456789q", "123456789z", "1234567qwe", "123456qwerty", "1234qwerasdf", "1234qwer!", "123654789a", "147258369a", "1q2w3e4r5t",
        "1q2w3e4r5t6y", "1q2w3e4r5t6y7u", "1qaz2wsx3e", "1qaz2wsx3edc", "1qazxsw23edc", "9876543210", "a123456789", "a1b2c3d4e5",
        "aa123456789", "abc123456789", "abcd123456", "abcd1234567", "abcdef123456", "abcdefghij", "abcdefghijk", "accounting1",
        "administrator", "adminadmin", "admin123456", "admin12345", "alexander1", "asd123456789", "asdasdasdasd", "asdfasdfasdf",
        "asdfghjkl1", "asdfghjkl;", "asdfghjkl123", "asdfqwer1234", "baseball123", "basketball", "basketball1", "bookkeeper",
        "bookkeeper1", "bookkeeping", "changeme123", "charlie123", "chocolate1", "christopher", "computer123", "correcthorse",
        "dragon12345", "elizabeth1", "everything", "football123", "footballer", "forever123", "fuckyou123", "hello12345", "hello123456",
        "iloveyou12", "iloveyou123", "iloveyou1234", "iloveyou2", "johnsmith1", "letmein123", "letmein1234", "liverpool1", "loveyou123",
        "manchester", "manchester1", "master12345", "michael123", "michelle123", "minecraft1", "minecraft123", "monkey12345",
        "motherfucker", "myspace123", "mypassword", "mypassword1", "newpassword", "p@ssw0rd12", "p@ssw0rd123", "p@ssword123", "pass123456",
        "pass12345678", "passw0rd123", "password01", "password10", "password11", "password12", "password123", "password123!",
        "password1234", "password12345", "password123456", "password2024", "password2025", "password2026", "password21", "password22",
        "password99", "password!1", "passwordpassword", "pokemon123", "princess123", "princess12", "q1w2e3r4t5", "q1w2e3r4t5y6",
        "qazwsx1234", "qazwsxedc1", "qazwsxedc123", "qazwsxedcrfv", "qweasdzxc1", "qweasdzxc123", "qwer123456", "qwer12345678",
        "qwerasdfzxcv", "qwerty1234", "qwerty12345", "qwerty123456", "qwerty123456789", "qwertyqwerty", "qwertyuiop", "qwertyuiop1",
        "qwertyuiop[]", "qwertyuiop123", "qwertyuiop123456789", "quickbooks", "quickbooks1", "samsung123", "shadow12345", "spiderman1",
        "starwars123", "sunshine12", "sunshine123", "superman123", "supersecret", "test123456", "test12345678", "testtest123", "testing123",
        "trustno1234", "unknown123", "welcome123", "welcome1234", "welcome12345", "whatever123", "william123", "zaq12wsxcde3", "zxcvbnm123",
        "zxcvbnm1234",
    ]
}
