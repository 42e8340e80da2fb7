import Synchronization

/// What is counted, in Prometheus's text format (version 0.0.4).
final class Metrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    fileprivate struct Series {
        var requests = 0
        var microseconds: Int64 = 0
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    }

    private struct State {
        var series: [Key: Series] = [:]
        var csrfRefusals: [String: Int] = [:]
    }

    /// Upper bounds in microseconds.
    private static let bounds: [Int64] = [1_000, 5_000, 25_000, 100_000, 500_000, 2_500_000]

    private let state = Mutex(State())

    func count(method: String, route: String, status: Int, microseconds: Int64) {
        let bucket = Self.bounds.firstIndex { microseconds <= $0 }
        // Methods come from outside: unknown ones must not make new series.
        let method = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(method) ? method : "other"
        state.withLock { state in
            state.series[Key(method: method, route: route, status: status), default: Series()].add(microseconds, bucket: bucket)
        }
    }

    func countRefusal(_ reason: String) { state.withLock { $0.csrfRefusals[reason, default: 0] += 1 } }

    func text() -> String {
        let state = state.withLock { $0 }
        var lines = ["# HELP http_requests_total Requests answered.", "# TYPE http_requests_total counter"]
        let series = state.series.sorted { ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status) }
        for (key, value) in series { lines.append("http_requests_total{\(Self.labels(key))} \(value.requests)") }
        lines += ["# HELP http_request_duration_seconds Time to the answer.", "# TYPE http_request_duration_seconds histogram"]
        for (key, value) in series {
            let labels = Self.labels(key)
            var sum = 0
            for (bound, count) in zip(Self.bounds, value.buckets) {
                sum += count
                lines.append("http_request_duration_seconds_bucket{\(labels),le=\"\(Self.seconds(bound))\"} \(sum)")
            }
            lines.append("http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(value.requests)")
            lines.append("http_request_duration_seconds_sum{\(labels)} \(Self.seconds(value.microseconds))")
            lines.append("http_request_duration_seconds_count{\(labels)} \(value.requests)")
        }
        lines += ["# HELP csrf_refusals_total Requests that did not prove where they came from.", "# TYPE csrf_refusals_total counter"]
        for (reason, count) in state.csrfRefusals.sorted(by: { $0.key < $1.key }) {
            lines.append("csrf_refusals_total{reason=\"\(reason)\"} \(count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func labels(_ key: Key) -> String { "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\"" }

    private static func seconds(_ microseconds: Int64) -> String {
        let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let digits = String(rest)
        return "\(whole)." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension Metrics.Series {
    fileprivate mutating func add(_ microseconds: Int64, bucket: Int?) {
        requests += 1
        self.microseconds += microseconds
        if let bucket { buckets[bucket] += 1 }
    }
}
