#include <sqlite3.h>

// Swift does not see functions with a variable number of arguments.

static inline int bookkeeper_enable_triggers(sqlite3 *connection, int is_on) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, is_on, (int *)0);
}
