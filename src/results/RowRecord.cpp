#include "results/RowRecord.hpp"

#include <zlib.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <optional>
#include <variant>

#include "core/Check.hpp"
#include "core/Error.hpp"

namespace friendly {
namespace {

using nlohmann::json;
using Words = std::vector<std::uint64_t>;  // the values of a column

constexpr int kLevel = 6;                    // of zlib; more gains nothing
constexpr std::int64_t kMostOver = 1 << 24;  // the largest denominator that is tried
constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kSizeBytes = 4;

// The members of a summary in their order; new ones come last. `action` takes a reference to each.
template <class Summary, class Action>
void for_each_member(Summary& row, Action action) {
  action(row.key), action(row.status), action(row.reason), action(row.attempts), action(row.bundle);
  action(row.replicas), action(row.rank), action(row.start), action(row.seconds), action(row.memory);
  action(row.epochs_done);
}

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

double real_of(std::uint64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// The smallest denominator of `value` in [0, 1] with which division gives exactly `value`, by its continued
// fraction; nothing if it is too large.
std::optional<std::int64_t> denominator_of(double value) {
  if (!(value >= 0 && value <= 1) || std::signbit(value)) return std::nullopt;
  std::int64_t numerator = 0, denominator = 1, last_numerator = 1, last_denominator = 0;
  for (double rest = value; denominator <= kMostOver;) {
    if (static_cast<double>(numerator) / static_cast<double>(denominator) == value) return denominator;
    rest = 1 / rest;
    if (!(rest <= static_cast<double>(kMostOver))) break;
    const auto whole = static_cast<std::int64_t>(rest);
    rest -= static_cast<double>(whole);
    last_numerator = std::exchange(numerator, whole * numerator + last_numerator);
    last_denominator = std::exchange(denominator, whole * denominator + last_denominator);
  }
  return std::nullopt;
}

// The least common denominator of a column of fractions; nothing if it is not such a column.
std::optional<std::int64_t> common_denominator(const Words& words) {
  std::int64_t common = 1;
  for (const std::uint64_t word : words) {
    const auto denominator = denominator_of(real_of(word));
    if (!denominator) return std::nullopt;
    common = std::lcm(common, *denominator);
    if (common > kMostOver) return std::nullopt;
  }
  return common;
}

double fraction(std::uint64_t numerator, std::int64_t over) {
  return static_cast<double>(numerator) / static_cast<double>(over);
}

// Replaces fractions by their numerators; false, and nothing is changed, if one would not survive.
bool to_numerators(Words& words, std::int64_t over) {
  Words numerators;
  for (const std::uint64_t word : words) {
    numerators.push_back(static_cast<std::uint64_t>(std::llround(real_of(word) * static_cast<double>(over))));
    if (bits_of(fraction(numerators.back(), over)) != word) return false;
  }
  words = std::move(numerators);
  return true;
}

void to_differences(Words& words) {
  for (std::size_t i = words.size(); i-- > 1;) words[i] -= words[i - 1];
}

void from_differences(Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) words[i] += words[i - 1];
}

void append_shuffled(const Words& words, std::string& bytes) {
  for (std::size_t byte = 0; byte < kWord; ++byte)
    for (const std::uint64_t word : words) bytes += static_cast<char>(word >> (8 * byte) & 0xff);
}

Words unshuffled(std::string_view bytes) {
  Words words(bytes.size() / kWord);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    words[i % words.size()] |= std::uint64_t{static_cast<unsigned char>(bytes[i])}
                               << (8 * (i / words.size()));
  return words;
}

Words words_of(const std::vector<EpochRecord>& epochs, const Field<EpochRecord>& field) {
  Words words;
  words.reserve(epochs.size());
  std::visit(
      [&](auto member) {
        for (const EpochRecord& epoch : epochs)
          if constexpr (std::is_same_v<decltype(member), double EpochRecord::*>)
            words.push_back(bits_of(epoch.*member));
          else if constexpr (std::is_same_v<decltype(member), std::int64_t EpochRecord::*>)
            words.push_back(static_cast<std::uint64_t>(epoch.*member));
          else
            FRIENDLY_CHECK(false, "epochs consist of numbers");
      },
      field.member);
  return words;
}

bool is_real(const Field<EpochRecord>& field) {
  return std::holds_alternative<double EpochRecord::*>(field.member);
}

void set_values(std::vector<EpochRecord>& epochs, const Field<EpochRecord>& field, Words words,
                const json& over) {
  const auto found = over.find(field.name);
  const std::int64_t denominator = found == over.end() ? 0 : found->get<std::int64_t>();
  if (!is_real(field) || denominator > 0) from_differences(words);
  if (const auto* integer = std::get_if<std::int64_t EpochRecord::*>(&field.member))
    for (std::size_t i = 0; i < epochs.size(); ++i)
      epochs[i].** integer = static_cast<std::int64_t>(words[i]);
  else if (const auto* real = std::get_if<double EpochRecord::*>(&field.member))
    for (std::size_t i = 0; i < epochs.size(); ++i)
      epochs[i].** real = denominator > 0 ? fraction(words[i], denominator) : real_of(words[i]);
}

std::string compressed(const std::string& bytes) {
  uLongf size = ::compressBound(bytes.size());
  std::string packed(size, '\0');
  const int status = ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                                 reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), kLevel);
  FRIENDLY_CHECK(status == Z_OK, "zlib has memory for a row");
  packed.resize(size);
  return packed;
}

[[noreturn]] void refuse() {
  throw UserError("a trial's record cannot be read", "its content is not what it should be",
                  "use the version of friendly that wrote it");
}

/// Unpacks piece by piece, so that the epochs need not be.
class Unpacker {
 public:
  explicit Unpacker(std::string_view packed) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    FRIENDLY_CHECK(::inflateInit(&stream_) == Z_OK, "zlib has memory to unpack");
  }
  ~Unpacker() { ::inflateEnd(&stream_); }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  std::string next(std::size_t size) {
    std::string bytes(size, '\0');
    stream_.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream_.avail_out = static_cast<uInt>(size);
    const int status = size == 0 ? Z_OK : ::inflate(&stream_, Z_SYNC_FLUSH);
    if ((status != Z_OK && status != Z_STREAM_END) || stream_.avail_out != 0) refuse();
    return bytes;
  }

 private:
  z_stream stream_ = {};
};

}  // namespace

RowSummary summary_of(const TrialRow& row) {
  const TrialResult& result = row.result;
  return {row.trial.key, result.status, result.reason,  result.attempts, result.bundle,      result.replicas,
          result.rank,   result.start,  result.seconds, result.memory,   result.epochs_done, {}};
}

json to_json(const RowSummary& summary) {
  json values = json::array();
  for_each_member(summary, [&](const auto& member) {
    if constexpr (std::is_same_v<decltype(member), const double&>)
      values.push_back(real_to_json(member));
    else
      values.push_back(member);
  });
  return values;
}

RowSummary summary_from_json(const json& values) {
  RowSummary summary;
  std::size_t place = 0;
  for_each_member(summary, [&](auto& member) {
    if (place == values.size()) return;
    const json& value = values.at(place++);
    if constexpr (std::is_same_v<decltype(member), double&>)
      member = real_from_json(value);
    else
      value.get_to(member);
  });
  return summary;
}

std::string pack_row(const TrialRow& row) {
  json columns = json::array(), over = json::object();
  std::string values;
  for (const auto& field : epoch_fields()) {
    Words words = words_of(row.epochs, field);
    columns.push_back(field.name);
    const auto denominator = is_real(field) ? common_denominator(words) : std::nullopt;
    const bool is_fraction = denominator && to_numerators(words, *denominator);
    if (is_fraction) over[field.name] = *denominator;
    if (is_fraction || !is_real(field)) to_differences(words);
    append_shuffled(words, values);
  }
  json object = {{"grid", row.trial.grid},
                 {"spec", to_json(row.trial.spec)},
                 {"result", to_json(row.result)},
                 {"epochs", row.epochs.size()},
                 {"columns", columns},
                 {"over", over}};
  if (!row.log.empty()) object["log"] = row.log;
  const std::string text = object.dump(-1, ' ', false, json::error_handler_t::replace);
  std::string bytes;
  for (std::size_t byte = 0; byte < kSizeBytes; ++byte)
    bytes += static_cast<char>(text.size() >> (8 * byte) & 0xff);
  return compressed(bytes + text + values);
}

TrialRow unpack_row(const std::string& key, std::string_view body, bool with_epochs) {
  Unpacker unpacker(body);
  std::size_t size = 0;
  const std::string size_bytes = unpacker.next(kSizeBytes);
  for (std::size_t byte = 0; byte < kSizeBytes; ++byte)
    size |= std::size_t{static_cast<unsigned char>(size_bytes[byte])} << (8 * byte);
  TrialRow row;
  try {
    const json object = json::parse(unpacker.next(size));
    row.trial = {key, object.at("grid"), spec_from_json(object.at("spec"))};
    row.result = result_from_json(object.at("result"));
    if (!with_epochs) return row;
    row.log = object.value("log", ExampleLog{});
    row.epochs.resize(object.at("epochs").get<std::size_t>());
    const json& over = object.at("over");
    for (const auto& name : object.at("columns")) {
      const std::string bytes = unpacker.next(row.epochs.size() * kWord);
      for (const auto& field : epoch_fields())
        if (field.name == name) set_values(row.epochs, field, unshuffled(bytes), over);
    }
  } catch (const json::exception&) {
    refuse();
  }
  return row;
}

}  // namespace friendly
