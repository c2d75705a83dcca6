# iterdump: all of a database, some of its tables, awkward names, any row factory.
import sqlite3

connection = sqlite3.connect(':memory:')
connection.executescript('''
create table one(a integer primary key autoincrement, b text);
insert into one(b) values ('it''s'), (null), (x'0102');
create table "odd ""name"(" c""d" real);
insert into "odd ""name" values (1.5);
create index by_b on one(b);
create view shown as select b from one;
create trigger fired after insert on one begin select 1; end;
create table parent(id integer primary key);
create table child(id references parent(id));
insert into child values (7);
''')
connection.row_factory = lambda cursor, row: {'row': row}
for line in connection.iterdump():
    print(line)
print(list(connection.iterdump(filter='o%')))
print(list(connection.iterdump(filter='nothing')))
copy = sqlite3.connect(':memory:')
copy.executescript('\n'.join(connection.iterdump()))
print(list(copy.iterdump()) == list(connection.iterdump()))
