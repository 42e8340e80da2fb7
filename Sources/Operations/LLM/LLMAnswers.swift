import Bookkeeping
import Foundation
import Storage

/// The language model's reply, read without trust: what is not exactly one answer for a line that was asked, with an account of the closed list
/// and a confidence from 0 to 1, counts as "needs review".
struct LLMAnswers: Equatable {
    static let needsReview = "needs_review"

    private(set) var answers: [LLMAnswerStore.Answer] = []

    private struct Reply: Decodable {
        let answers: [Item]
    }

    private struct Item: Decodable {
        let line: Int
        let account: String
        let confidence: Double
    }

    /// - Throws: `.unreadableReply` for what is no JSON of the agreed form.
    init(_ content: String, to question: LLMQuestion) throws(LLMError) {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(Self.object(in: content).utf8)) else { throw .unreadableReply }
        var byLine: [Int: [Item]] = [:]
        for item in reply.answers { byLine[item.line, default: []].append(item) }
        answers = question.lines.enumerated().map { index, line in
            let said = byLine[index + 1] ?? []
            guard said.count == 1, let account = question.accounts[said[0].account], (0...1).contains(said[0].confidence) else {
                return .init(line: line, account: nil, stated: 0)
            }
            return .init(line: line, account: account, stated: Int((said[0].confidence * 10_000).rounded()))
        }
    }

    /// Models that know no schema like to put a fence around JSON, or a word before it.
    private static func object(in content: String) -> Substring {
        guard let first = content.firstIndex(of: "{"), let last = content.lastIndex(of: "}"), first < last else { return content[...] }
        return content[first...last]
    }
}
