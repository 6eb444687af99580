#include <gtest/gtest.h>

#include <cmath>

#include "tables/RecordTable.hpp"

namespace friendly {
namespace {

RecordTable example() {
  RecordTable table{{"name", "count", "error"}, {}};
  add_record(table, {"a,b", 3, 0.1});
  add_record(table, {"c", true, NAN});
  return table;
}

TEST(RecordTable, CsvHasAllDigitsAndEmptyCells) {
  EXPECT_EQ(to_csv(example()), "name,count,error\n\"a,b\",3,0.1\nc,true,\n");
}

TEST(RecordTable, JsonHasAnObjectPerRow) {
  EXPECT_EQ(to_json(example()).dump(),
            R"([{"name":"a,b","count":3,"error":0.1},{"name":"c","count":true,"error":null}])");
}

}  // namespace
}  // namespace friendly
